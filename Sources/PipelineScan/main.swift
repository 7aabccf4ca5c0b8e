print("pipeline-scan")
